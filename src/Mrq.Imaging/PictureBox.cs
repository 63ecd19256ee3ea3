namespace Mrq.Imaging;

/// <summary>A part of a picture, in pixels.</summary>
/// <param name="Left">The first column.</param>
/// <param name="Top">The first row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct PictureBox(int Left, int Top, int Width, int Height);
