namespace Fresnel.Behaviour.Tracking;

/// <summary>
/// The assignment of rows to columns with the least sum of costs: shortest augmenting paths over dual variables
/// (H. W. Kuhn, "The Hungarian Method for the Assignment Problem", 1955, in the O(n³) form of R. Jonker and
/// A. Volgenant, "A Shortest Augmenting Path Algorithm for Dense and Sparse Linear Assignment Problems", 1987).
/// Keeps its working memory, so that repeated problems of like size allocate nothing. Not for concurrent use.
/// </summary>
public sealed class LinearAssignment
{
    private double[] rowDual = [];
    private double[] columnDual = [];
    private double[] distance = [];
    private int[] rowOfColumn = [];
    private int[] previousColumn = [];
    private bool[] visited = [];

    /// <summary>Assigns min(rows, columns) rows. Ties go to the lower index; the same costs give the same answer.</summary>
    /// <param name="costs">rows × columns finite costs, row after row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="columnOfRow">At least <paramref name="rows"/> long; filled with each row's column, or -1.</param>
    /// <exception cref="ArgumentException">The spans do not fit the sizes.</exception>
    public void Solve(ReadOnlySpan<double> costs, int rows, int columns, Span<int> columnOfRow)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (costs.Length < (long)rows * columns) throw new ArgumentException($"Given are {costs.Length} costs; {rows} rows of {columns} columns need {(long)rows * columns}.", nameof(costs));
        if (columnOfRow.Length < rows) throw new ArgumentException($"Given is room for {columnOfRow.Length} rows; needed is {rows}.", nameof(columnOfRow));

        columnOfRow[..rows].Fill(-1);
        if (rows == 0 || columns == 0) return;

        // Every "from" is assigned, so the shorter side goes there; the longer one is read through strides.
        var transposed = rows > columns;
        var (from, to) = transposed ? (columns, rows) : (rows, columns);
        var (fromStride, toStride) = transposed ? (1, columns) : (columns, 1);
        Prepare(from, to);
        for (var f = 1; f <= from; f++) Augment(costs, f, to, fromStride, toStride);

        for (var t = 1; t <= to; t++)
        {
            var f = rowOfColumn[t];
            if (f == 0) continue;
            if (transposed) columnOfRow[t - 1] = f - 1;
            else columnOfRow[f - 1] = t - 1;
        }
    }

    // Index 0 stands for "none" on both sides.
    private void Augment(ReadOnlySpan<double> costs, int start, int to, int fromStride, int toStride)
    {
        rowOfColumn[0] = start;
        Array.Fill(distance, double.PositiveInfinity, 0, to + 1);
        Array.Clear(visited, 0, to + 1);
        var column = 0;
        do
        {
            visited[column] = true;
            var row = rowOfColumn[column];
            var next = 0;
            var least = double.PositiveInfinity;
            for (var t = 1; t <= to; t++)
            {
                if (visited[t]) continue;
                var reduced = costs[((row - 1) * fromStride) + ((t - 1) * toStride)] - rowDual[row] - columnDual[t];
                if (reduced < distance[t])
                {
                    distance[t] = reduced;
                    previousColumn[t] = column;
                }

                if (distance[t] < least)
                {
                    least = distance[t];
                    next = t;
                }
            }

            if (next == 0) throw new ArgumentException("Every cost must be a finite number.", nameof(costs));
            for (var t = 0; t <= to; t++)
            {
                if (visited[t])
                {
                    rowDual[rowOfColumn[t]] += least;
                    columnDual[t] -= least;
                }
                else
                {
                    distance[t] -= least;
                }
            }

            column = next;
        }
        while (rowOfColumn[column] != 0);

        while (column != 0)
        {
            var before = previousColumn[column];
            rowOfColumn[column] = rowOfColumn[before];
            column = before;
        }
    }

    private void Prepare(int from, int to)
    {
        if (rowDual.Length <= from) rowDual = new double[Capacity(from)];
        if (columnDual.Length <= to)
        {
            var capacity = Capacity(to);
            columnDual = new double[capacity];
            distance = new double[capacity];
            rowOfColumn = new int[capacity];
            previousColumn = new int[capacity];
            visited = new bool[capacity];
        }

        Array.Clear(rowDual, 0, from + 1);
        Array.Clear(columnDual, 0, to + 1);
        Array.Clear(rowOfColumn, 0, to + 1);
    }

    private static int Capacity(int count) => Math.Max(16, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count + 1));
}
