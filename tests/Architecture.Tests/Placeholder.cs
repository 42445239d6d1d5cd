namespace Fresnel.Architecture.Tests;
