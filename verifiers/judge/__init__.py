"""Language models as judges, and learned reward models. Where they are, the server's settings say."""
