using Fresnel.Lighthouse.Commands;
using Fresnel.Service.Commands;

// The verb may be left out: the program has only this one.
string[] words = args is [LighthouseCommand.Verb, ..] or ["--version"] ? args : [LighthouseCommand.Verb, .. args];
return await ProgramEdge.RunAsync(LighthouseCommand.CreateRoot(), words, ServiceFaults.Describe, Console.Out, Console.Error);
