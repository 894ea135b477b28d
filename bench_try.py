from pathlib import Path
from bench.connections import _copied
from bench.watch import watch
from bench.serve import serve_changes
import json,time,sys
n=sys.argv[1]; r=sys.argv[2]
a=Path(f"/tmp/growth/{n}.arrays")
with _copied(Path("/tmp/growth/"+n),a) as c:
    t=time.time()
    w=watch(["bench.connection_parts","commit",a,"--rounds",r,"--source",c],16<<30); print(json.dumps([w.told,w.peak_bytes,w.fault]),time.time()-t,flush=True)
    w=serve_changes(c,a,5,int(r)); print(json.dumps([w.told,w.peak_bytes,w.fault]),flush=True)
    print(open(c/"served.log").read()[-3000:])
