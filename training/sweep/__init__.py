"""The sweep: many members trained by Ray, on this machine or on a cluster; it may be killed and restarted."""
