namespace Fresnel.Actors.Tests;
