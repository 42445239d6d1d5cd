using Fresnel.Cluster.Node.Commands;

return await NodeProgram.RunAsync(args, Console.Out, Console.Error);
