"""The computation of a member, independent of the runtime: input, network, graph."""
