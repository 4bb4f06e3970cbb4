"""What is proved of a whole book before it may speak: one module a concern, one function a rule."""
