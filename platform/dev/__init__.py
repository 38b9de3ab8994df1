"""What runs Coopbox on one machine: embedded PostgreSQL, supervisor, queue, caught mail, and the doctor."""
