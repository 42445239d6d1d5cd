namespace Fresnel.Formation.Tests.Processes;

/// <summary>What this assembly does when it is run as a program.</summary>
internal static class ChildProgram
{
    public static int Main()
    {
        Console.Error.WriteLine("This is a test assembly: run it with dotnet test.");
        return 2;
    }
}
