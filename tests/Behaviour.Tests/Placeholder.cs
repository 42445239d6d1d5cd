namespace Fresnel.Behaviour.Tests;
