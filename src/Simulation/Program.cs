using Fresnel.Simulation.Commands;

return await SimulateCommand.RunAsync(args, Console.Out, Console.Error);
