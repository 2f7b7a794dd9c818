def decoded(text): return ()
def opaque(text): return ()
