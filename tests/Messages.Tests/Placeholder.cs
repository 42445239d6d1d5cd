namespace Fresnel.Messages.Tests;
