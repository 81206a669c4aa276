"""What spark.ts runs: an application of Spark that ends as its argument says."""

import sys
import time

from pyspark.sql import SparkSession

how = sys.argv[1]
spark = SparkSession.builder.appName("peer").getOrCreate()
if how == "slow":
    time.sleep(600)
rows = spark.range(10).count()
if how == "badly" or rows != 10:
    sys.exit("it was told to fail")
spark.stop()
