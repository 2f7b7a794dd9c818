"""The families of transforms, one module each; each has its table ``TRANSFORMS``."""
