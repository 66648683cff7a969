from tests.engine.at_work import over_each_database
from tests.groups.square import Square

square = over_each_database(Square)
sealed = over_each_database(Square, sealed=True)
