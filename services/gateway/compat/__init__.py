"""Drop-in routes: the protocols that trainers and existing clients speak already."""
