using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Fresnel.Media.Tests")]
[assembly: InternalsVisibleTo("Fresnel.Bench")]
