"""What runs Coopbox on one machine: the embedded PostgreSQL, the supervisor, the embedded queue, caught mail, the doctor."""
