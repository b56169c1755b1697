"""What gateway and workers share: jobs, their slices, and the store they live in."""
