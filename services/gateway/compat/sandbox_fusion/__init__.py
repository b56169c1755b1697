"""SandboxFusion's service (its repository of July 2026, its client 0.3.7), and ScaleBox's batches."""
