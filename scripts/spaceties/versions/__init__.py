"""The project's versions: where they are found, what was released, and what is told of them."""
