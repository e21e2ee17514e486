"""How the model of the body is made from labelled pages; no part of the package."""
