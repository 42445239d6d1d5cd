namespace Fresnel.Media.Tests;
