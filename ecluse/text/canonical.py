def shown(text): return None
def skeleton(text): return None
def canonical(text): return text
def hidden(text): return ()
