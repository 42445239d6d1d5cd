namespace Fresnel.Clustering.Tests;
