"""Band stacks from imagery: terrain correction, composites, indices, land cover; one file each."""
