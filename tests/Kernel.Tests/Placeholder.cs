namespace Fresnel.Kernel.Tests;
