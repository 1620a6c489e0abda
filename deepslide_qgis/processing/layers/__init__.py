"""Reading of input layers, transactional writing of output layers, their style in the project."""
