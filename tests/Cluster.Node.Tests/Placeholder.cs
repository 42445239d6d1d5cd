namespace Fresnel.Cluster.Node.Tests;
