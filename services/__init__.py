"""The service: a gateway that takes jobs, a broker that holds them, workers that judge them."""
