using Fresnel.Cluster.Node.Commands;

return await ProgramEdge.RunAsync(args, Console.Out, Console.Error);
