namespace Mrq.Emulator.Linear.Products;

/// <summary>A number as a type, so that each shape of tile is compiled to a loop of its own.</summary>
internal interface ITileCount
{
    static abstract int Value { get; }
}

internal readonly struct One : ITileCount
{
    public static int Value => 1;
}

internal readonly struct Two : ITileCount
{
    public static int Value => 2;
}

internal readonly struct Three : ITileCount
{
    public static int Value => 3;
}

internal readonly struct Four : ITileCount
{
    public static int Value => 4;
}

internal readonly struct Five : ITileCount
{
    public static int Value => 5;
}

internal readonly struct Six : ITileCount
{
    public static int Value => 6;
}
