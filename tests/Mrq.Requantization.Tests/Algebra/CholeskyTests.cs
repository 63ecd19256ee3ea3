using Mrq.Requantization.Algebra;

namespace Mrq.Requantization.Tests.Algebra;

/// <summary>Factoring in blocks and on threads gives the numbers of the textbook's loop, bit for bit.</summary>
[TestClass]
public sealed class CholeskyTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(33)]
    [DataRow(131)]
    [DataRow(200)]
    public void Blocks_of_pivots_round_as_one_pivot_after_another(int size)
    {
        var matrix = Positive(size);
        var expected = Textbook(matrix);

        var factor = Copy(matrix);
        Assert.IsTrue(Cholesky.TryUpper(factor, new ParallelOptions()));

        for (var row = 0; row < size; row++)
        {
            CollectionAssert.AreEqual(expected[row], factor.Row(row).ToArray(), $"row {row}");
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(4)]
    public void Vectors_that_are_solved_together_become_what_each_becomes_by_itself(int count)
    {
        const int Size = 45;
        using var factors = Cholesky.TryFactor(Positive(Size), new ParallelOptions())!;
        var random = new Random(3);
        double[][] vectors = [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Size).Select(_ => random.NextDouble() - 0.5).ToArray())];
        double[] together = [.. vectors.SelectMany(vector => vector)];

        factors.Solve(together);

        for (var i = 0; i < count; i++)
        {
            var alone = vectors[i].ToArray();
            factors.Solve(alone);
            CollectionAssert.AreEqual(alone, together[(i * Size)..((i + 1) * Size)]);
        }
    }

    [TestMethod]
    public void A_matrix_that_is_not_positive_definite_has_no_factors()
    {
        var matrix = Positive(40);
        matrix[37, 37] = -1;

        Assert.IsFalse(Cholesky.TryUpper(matrix, new ParallelOptions()));
    }

    private static double[][] Textbook(SquareMatrix matrix)
    {
        double[][] rows = [.. Enumerable.Range(0, matrix.Size).Select(row => matrix.Row(row).ToArray())];
        for (var pivot = 0; pivot < rows.Length; pivot++)
        {
            var root = Math.Sqrt(rows[pivot][pivot]);
            for (var column = 0; column < rows.Length; column++)
            {
                rows[pivot][column] = column < pivot ? 0 : rows[pivot][column] / root;
            }

            for (var below = pivot + 1; below < rows.Length; below++)
            {
                for (var column = below; column < rows.Length; column++)
                {
                    var product = -rows[pivot][below] * rows[pivot][column];
                    rows[below][column] += product;
                }
            }
        }

        return rows;
    }

    private static SquareMatrix Copy(SquareMatrix matrix) => matrix.PlusDiagonal(0);

    private static SquareMatrix Positive(int size)
    {
        var random = new Random(size);
        double[][] factor = [.. Enumerable.Range(0, size).Select(_ => Enumerable.Range(0, size).Select(_ => random.NextDouble() - 0.4).ToArray())];
        var matrix = new SquareMatrix(size);
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                matrix[i, j] = factor.Sum(row => row[i] * row[j]) + (i == j ? 1 : 0);
            }
        }

        return matrix;
    }
}
