using System.Globalization;
using Fresnel.Bench.AkkaSide;

// One line in, one line out: "NAME COUNT" is answered with the figure. Ends with its input.
while (await Console.In.ReadLineAsync() is { } line)
{
    var words = line.Split(' ');
    var figure = await Workloads.RunAsync(words[0], int.Parse(words[1], CultureInfo.InvariantCulture));
    Console.WriteLine(figure.ToString("R", CultureInfo.InvariantCulture));
}
