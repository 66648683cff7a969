from tests.engine.at_work import over_each_database
from tests.joined.table import Table

table = over_each_database(Table)
sealed = over_each_database(Table, sealed=True)
