print("bundle")
