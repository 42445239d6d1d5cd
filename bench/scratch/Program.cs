using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
var path=args[0];
var levels = new List<(int R, int C)>();
double s = 1; for (var i = 0; i < 64; i++, s *= 1.05) { int w=(int)Math.Round(768/s), h=(int)Math.Round(576/s); if (w<64||h<128) break; levels.Add((h/8,w/8)); }
InferenceSession Open(bool arena, bool pattern) { var o=new SessionOptions{GraphOptimizationLevel=GraphOptimizationLevel.ORT_ENABLE_ALL,IntraOpNumThreads=1,InterOpNumThreads=1,EnableCpuMemArena=arena,EnableMemoryPattern=pattern}; return new InferenceSession(path,o);}
(OrtIoBinding,byte[],float[]) Bind(InferenceSession m,(int R,int C) l){ var b=m.CreateIoBinding(); var inp=GC.AllocateArray<byte>(3*(8*l.R+2)*10*l.C,true); new Random(1).NextBytes(inp); var outp=GC.AllocateArray<float>((l.R-15)*(l.C-7),true);
 b.BindInput("level", OrtValue.CreateTensorValueFromMemory(inp,[1,3,8*l.R+2,10*l.C])); b.BindOutput("scores", OrtValue.CreateTensorValueFromMemory(outp,[1,l.R-15,l.C-7])); return (b,inp,outp);}
var configs=new (string N,bool Shared,bool Arena,bool Pattern,int T)[]{("shared",true,true,true,2),("own",false,true,true,2),("shared noarena",true,false,true,2),("own noarena",false,false,true,2),("own nopattern",false,true,false,2),("single",true,true,true,1),("single nopattern",true,true,false,1),("single noarena",true,false,true,1)};
var runs=configs.Select(c=>{ var a=Open(c.Arena,c.Pattern); var b=c.Shared?a:Open(c.Arena,c.Pattern); return (c,A:a,B:b,Bind:new[]{levels.Select(l=>Bind(a,l)).ToArray(), levels.Select(l=>Bind(b,l)).ToArray()}, Times:new List<double>()); }).ToArray();
var opt=new RunOptions();
for(var rep=0;rep<12;rep++) foreach(var r in runs){
  var next=-1; var sess=new[]{r.A,r.B};
  void Work(int k){ while(true){ var i=Interlocked.Increment(ref next); if(i>=levels.Count) return; sess[k].RunWithBinding(opt,r.Bind[k][i].Item1);} }
  var t=Stopwatch.GetTimestamp();
  Thread? h=null; if(r.c.T==2){ h=new Thread(()=>Work(1)); h.Start(); }
  Work(0); h?.Join();
  if(rep>1) r.Times.Add(Stopwatch.GetElapsedTime(t).TotalMilliseconds);
}
foreach(var r in runs) Console.WriteLine($"{r.c.N}: median {r.Times.Order().ElementAt(r.Times.Count/2):F1} min {r.Times.Min():F1}");
