using Fresnel.Pbm.Commands;

return await PbmEdge.RunAsync(args, Surroundings.OfProcess());
