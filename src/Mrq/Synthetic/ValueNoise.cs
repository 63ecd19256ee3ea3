namespace Mrq.Synthetic;

/// <summary>
/// Octaves of random lattices, interpolated. With amplitudes that go with the size of the cells the spectrum falls as 1/f, that of
/// natural images on the whole; with their roots, images are as rough as photographs are in detail.
/// </summary>
internal static class ValueNoise
{
    private const int Roughnesses = 3;

    /// <summary>Paints one image of levels 0 to 255 plus an offset.</summary>
    public static void Paint(Span<byte> image, int height, int width, int channels, ulong seed, int offset)
    {
        var roughness = (int)(seed / 2 % Roughnesses);
        var luminance = Field(height, width, seed * 8, roughness);
        var mean = 0.25 + (0.45 * SyntheticImages.Uniform(seed, 1, 2, 3));
        var contrast = 0.5 + (0.7 * SyntheticImages.Uniform(seed, 4, 5, 6));
        for (var channel = 0; channel < channels; channel++)
        {
            var colour = Field(height, width, (seed * 8) + 1 + (ulong)channel, roughness);
            for (var pixel = 0; pixel < luminance.Length; pixel++)
            {
                image[(pixel * channels) + channel] = SyntheticImages.Level(mean + (contrast * (luminance[pixel] + (0.3 * colour[pixel]))), offset);
            }
        }
    }

    /// <summary>One octave in −1 to 1: random numbers at whole coordinates, linear between them.</summary>
    /// <param name="seed">One of two numbers that name the lattice.</param>
    /// <param name="lattice">The other one.</param>
    /// <param name="y">In cells, not negative.</param>
    /// <param name="x">In cells, not negative.</param>
    public static double Octave(ulong seed, ulong lattice, double y, double x)
    {
        var (row, column) = ((ulong)y, (ulong)x);
        return Between(
            (Corner(seed, lattice, row, column), Corner(seed, lattice, row, column + 1)),
            (Corner(seed, lattice, row + 1, column), Corner(seed, lattice, row + 1, column + 1)),
            y - row,
            x - column);
    }

    private static double Corner(ulong seed, ulong lattice, ulong row, ulong column) => (2 * SyntheticImages.Uniform(seed, lattice, row, column)) - 1;

    private static double Between((double Left, double Right) above, (double Left, double Right) below, double y, double x) =>
        (((above.Left * (1 - x)) + (above.Right * x)) * (1 - y)) + (((below.Left * (1 - x)) + (below.Right * x)) * y);

    /// <summary>Noise around 0 with a standard deviation near 0.25 at roughness 0.</summary>
    private static double[] Field(int height, int width, ulong seed, int roughness)
    {
        var field = new double[height * width];
        var total = 0d;
        for (var cell = Math.Max(height, width); cell >= 1; cell /= 2)
        {
            total += Amplitude(cell, roughness);
        }

        for (var cell = Math.Max(height, width); cell >= 1; cell /= 2)
        {
            var amplitude = 1.6 * Amplitude(cell, roughness) / total;
            AddOctave(field, height, width, seed, cell, amplitude);
        }

        return field;
    }

    /// <summary><see cref="Octave"/> at every pixel; each corner of the lattice is hashed once.</summary>
    private static void AddOctave(Span<double> field, int height, int width, ulong seed, int cell, double amplitude)
    {
        var columns = ((width - 1) / cell) + 2;
        var corners = new double[(((height - 1) / cell) + 2) * columns];
        for (var i = 0; i < corners.Length; i++)
        {
            corners[i] = Corner(seed, (ulong)cell, (ulong)(i / columns), (ulong)(i % columns));
        }

        for (var y = 0; y < height; y++)
        {
            var inCells = (double)y / cell;
            var row = (int)inCells;
            var above = corners.AsSpan(row * columns, columns);
            var below = corners.AsSpan((row + 1) * columns, columns);
            for (var x = 0; x < width; x++)
            {
                var across = (double)x / cell;
                var column = (int)across;
                field[(y * width) + x] += amplitude * Between((above[column], above[column + 1]), (below[column], below[column + 1]), inCells - row, across - column);
            }
        }
    }

    /// <summary>The cell's size, its root, or the root of that.</summary>
    private static double Amplitude(double cell, int roughness) => roughness switch
    {
        0 => cell,
        1 => Math.Sqrt(cell),
        _ => Math.Sqrt(Math.Sqrt(cell)),
    };
}
