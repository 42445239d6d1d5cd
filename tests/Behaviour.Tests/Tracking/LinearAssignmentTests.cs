using Fresnel.Behaviour.Tracking;
using Xunit.Abstractions;

namespace Fresnel.Behaviour.Tests.Tracking;

public sealed class LinearAssignmentTests(ITestOutputHelper output)
{
    [Fact]
    public void Solve_KnownCosts_FindsTheLeastSum()
    {
        double[] costs = [4, 1, 3, 2, 0, 5, 3, 2, 2];
        var columns = new int[3];
        new LinearAssignment().Solve(costs, 3, 3, columns);
        Assert.Equal([1, 0, 2], columns);
    }

    [Fact]
    public void Solve_RandomSmallProblems_CostsWhatBruteForceFinds()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var assignment = new LinearAssignment();
        for (var round = 0; round < 3000; round++)
        {
            var rows = random.Next(0, 7);
            var columns = random.Next(0, 7);
            // Few distinct values make ties, which is where such code goes wrong.
            var distinct = random.Next(1, 10);
            var costs = Enumerable.Range(0, rows * columns).Select(_ => (random.Next(distinct) - (distinct / 2)) / 8.0).ToArray();
            var result = new int[rows];
            assignment.Solve(costs, rows, columns, result);

            var assigned = result.Where(c => c >= 0).ToArray();
            Assert.Equal(Math.Min(rows, columns), assigned.Length);
            Assert.Equal(assigned.Length, assigned.Distinct().Count());
            var cost = Enumerable.Range(0, rows).Where(r => result[r] >= 0).Sum(r => costs[(r * columns) + result[r]]);
            Assert.Equal(BruteForce(costs, rows, columns), cost, 9);
        }
    }

    [Fact]
    public void Solve_Repeated_AllocatesNothing()
    {
        var random = new Random(1);
        var costs = Enumerable.Range(0, 30 * 40).Select(_ => random.NextDouble()).ToArray();
        var result = new int[40];
        var assignment = new LinearAssignment();
        assignment.Solve(costs, 30, 40, result);
        assignment.Solve(costs, 40, 30, result);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
        {
            assignment.Solve(costs, 30, 40, result);
            assignment.Solve(costs, 40, 30, result);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Solve_CostThatIsNoNumber_IsRefused(double cost) =>
        Assert.Throws<ArgumentException>(() => new LinearAssignment().Solve([cost], 1, 1, new int[1]));

    [Fact]
    public void Solve_SpansTooShort_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new LinearAssignment().Solve([1], 1, 2, new int[1]));
        Assert.Throws<ArgumentException>(() => new LinearAssignment().Solve([1, 2], 2, 1, new int[1]));
    }

    private static double BruteForce(double[] costs, int rows, int columns)
    {
        var need = Math.Min(rows, columns);
        return Best(0, 0, need);

        double Best(int row, int used, int left)
        {
            if (left == 0) return 0;
            if (row == rows) return double.PositiveInfinity;
            var best = rows - row > left ? Best(row + 1, used, left) : double.PositiveInfinity;
            for (var c = 0; c < columns; c++)
            {
                if ((used & (1 << c)) == 0) best = Math.Min(best, costs[(row * columns) + c] + Best(row + 1, used | (1 << c), left - 1));
            }

            return best;
        }
    }
}
