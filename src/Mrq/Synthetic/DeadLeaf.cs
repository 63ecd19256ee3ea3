namespace Mrq.Synthetic;

/// <summary>One leaf of <see cref="DeadLeaves"/>: an outline, a colour, a shade that slopes, and a texture, all drawn by hashing its number.</summary>
internal sealed class DeadLeaf
{
    private const int NoiseOctaves = 3;
    private readonly DeadLeavesScene _scene;
    private readonly ulong _index;
    private readonly double _radius;
    private readonly double _centerY;
    private readonly double _centerX;
    private readonly Outline _outline;
    private readonly (double Y, double X) _axis;
    private readonly double _aspect;
    private readonly double _luminance;
    private readonly double[] _colours;
    private readonly (double Y, double X) _slope;
    private readonly double _grain;
    private readonly Texture _texture;
    private readonly double _depth;
    private readonly double _period;
    private readonly (double Y, double X) _wave;

    public DeadLeaf(DeadLeavesScene scene, ulong index)
    {
        double Draw(ulong what) => SyntheticImages.Uniform(scene.Seed + 1000, index, what, 11);
        (_scene, _index) = (scene, index);
        var (smallest, largest) = (scene.SmallestRadius, scene.LargestRadius);
        var share = 1 - (smallest * smallest / (largest * largest));

        // The first leaf is the ground.
        _radius = index == 0 ? 4 * largest : smallest / Math.Sqrt(1 - (Draw(0) * share));
        _outline = index == 0 ? Outline.Disc : (Outline)(int)(Draw(33) * 4);
        (_centerY, _centerX) = (Draw(1) * scene.Height, Draw(2) * scene.Width);
        _axis = Direction(Draw(30), Draw(31));
        _aspect = 1 + (3 * Draw(32) * Draw(32));
        _luminance = scene.LightAt(_centerY, _centerX) + (0.6 * (((Draw(3) + Draw(4)) / 2) - 0.5)) + (0.2 * (Draw(5) - 0.5));
        _colours = [.. Enumerable.Range(0, scene.Channels).Select(channel => 0.3 * scene.Colourfulness * (Draw(20 + (ulong)channel) - 0.5))];
        _slope = ((Draw(6) - 0.5) * 0.5 / _radius, (Draw(7) - 0.5) * 0.5 / _radius);
        _grain = 0.12 * scene.Texture * Draw(8) * Draw(8);
        _texture = (Texture)(int)(Draw(34) * 4);
        _depth = 0.35 * scene.Texture * Draw(38) * Draw(38);
        _period = 3 + (_radius * 0.5 * Draw(37));
        _wave = Direction(Draw(35), Draw(36));
    }

    private enum Outline
    {
        Disc,
        Ellipse,
        Rectangle,
        Rhombus,
    }

    private enum Texture
    {
        Plain,
        Stripes,
        Ramps,
        Noise,
    }

    public int Top => (int)Math.Max(0, _centerY - _radius);

    public int Bottom => (int)Math.Ceiling(Math.Min(_scene.Height, _centerY + _radius));

    public int Left => (int)Math.Max(0, _centerX - _radius);

    public int Right => (int)Math.Ceiling(Math.Min(_scene.Width, _centerX + _radius));

    public bool Covers(int y, int x)
    {
        var (dy, dx) = (y - _centerY, x - _centerX);
        var along = ((dy * _axis.Y) + (dx * _axis.X)) / _radius;
        var across = _aspect * ((dx * _axis.Y) - (dy * _axis.X)) / _radius;
        return _outline switch
        {
            Outline.Disc => (dy * dy) + (dx * dx) <= _radius * _radius,
            Outline.Ellipse => (along * along) + (across * across) <= 1,
            Outline.Rectangle => Math.Max(Math.Abs(along), Math.Abs(across)) <= 0.7,
            _ => Math.Abs(along) + Math.Abs(across) <= 1,
        };
    }

    /// <summary>Writes the channels of one pixel.</summary>
    public void Paint(Span<byte> pixel, int y, int x, int offset)
    {
        var (dy, dx) = (y - _centerY, x - _centerX);
        var shade = (_slope.Y * dy) + (_slope.X * dx) + (_grain * (SyntheticImages.Uniform(_scene.Seed, _index, (ulong)y, (ulong)x) - 0.5)) + (_depth * Wave(y, x, dy, dx));
        for (var channel = 0; channel < pixel.Length; channel++)
        {
            pixel[channel] = SyntheticImages.Level(_scene.Lit(channel, _luminance + _colours[channel] + shade), offset);
        }
    }

    /// <summary>The texture at a pixel, about −1 to 1.</summary>
    private double Wave(int y, int x, double dy, double dx)
    {
        var phase = ((_wave.Y * dy) + (_wave.X * dx)) / _period;
        phase -= Math.Floor(phase);
        return _texture switch
        {
            Texture.Plain => 0,
            Texture.Stripes => phase < 0.5 ? 1 : -1,
            Texture.Ramps => (4 * Math.Abs(phase - 0.5)) - 1,
            _ => Noise(y / _period, x / _period),
        };
    }

    private double Noise(double y, double x)
    {
        var (sum, frequency) = (0d, 1d);
        for (ulong octave = 0; octave < NoiseOctaves; octave++)
        {
            sum += ValueNoise.Octave(_scene.Seed + 7000 + octave, _index, frequency * y, frequency * x) / frequency;
            frequency *= 2;
        }

        return sum;
    }

    /// <summary>A vector of length 1 from two numbers in [0, 1).</summary>
    private static (double Y, double X) Direction(double y, double x)
    {
        var length = Math.Sqrt(((y - 0.5) * (y - 0.5)) + ((x - 0.5) * (x - 0.5))) + 1e-9;
        return ((y - 0.5) / length, (x - 0.5) / length);
    }
}
