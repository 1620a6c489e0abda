"""The sweep: many members trained by Ray, on this machine or on a cluster, killed and started again at will."""
