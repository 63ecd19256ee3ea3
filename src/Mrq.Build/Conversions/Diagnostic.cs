using Mrq.Core.Diagnostics;

namespace Mrq.Build.Conversions;

/// <summary>What a build said of a file.</summary>
/// <param name="Code">Which error or warning it is.</param>
/// <param name="File">The file, as the message spells it.</param>
/// <param name="Message">The message.</param>
/// <param name="IsError">Whether it fails the build; a code that does elsewhere may only warn here, as one of a gate that was asked to.</param>
/// <param name="Item">The conversion that it is of; null for what is of no single one.</param>
internal sealed record Diagnostic(MrqCode Code, string File, string Message, bool IsError, ConversionItem? Item = null);
