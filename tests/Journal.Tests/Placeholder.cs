namespace Fresnel.Journal.Tests;
