using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Fresnel.Media.Tests")]
