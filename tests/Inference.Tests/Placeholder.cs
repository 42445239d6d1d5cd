namespace Fresnel.Inference.Tests;
