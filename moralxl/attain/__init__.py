"""How far the plan is attained in a round, worked out from what the divisions answered; opens nothing."""

from moralxl.attain.rows import ACTIVITY_COLUMNS, MEASURE_COLUMNS, attain
from moralxl.attain.target import InForce, target_in_force

__all__ = ["ACTIVITY_COLUMNS", "MEASURE_COLUMNS", "InForce", "attain", "target_in_force"]
