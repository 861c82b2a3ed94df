namespace Unrolled.Benchmarks;

// RTNeural's layer benchmark: one layer with as many inputs as outputs, run once for each sample of a 48 kHz signal.

/// <summary>RTNeural's dense layer of 8.</summary>
[Network, Input(8), Dense(8)]
public sealed partial class Dense8;

/// <summary>RTNeural's dense layer of 16.</summary>
[Network, Input(16), Dense(16)]
public sealed partial class Dense16;

/// <summary>RTNeural's dense layer of 32.</summary>
[Network, Input(32), Dense(32)]
public sealed partial class Dense32;

/// <summary>RTNeural's dense layer of 64.</summary>
[Network, Input(64), Dense(64)]
public sealed partial class Dense64;

/// <summary>RTNeural's GRU of 8.</summary>
[Network, Input(16, 8), Gru(8, ReturnSequences = true)]
public sealed partial class Gru8;

/// <summary>RTNeural's GRU of 16.</summary>
[Network, Input(16, 16), Gru(16, ReturnSequences = true)]
public sealed partial class Gru16;

/// <summary>RTNeural's GRU of 32.</summary>
[Network, Input(16, 32), Gru(32, ReturnSequences = true)]
public sealed partial class Gru32;

/// <summary>RTNeural's GRU of 64.</summary>
[Network, Input(16, 64), Gru(64, ReturnSequences = true)]
public sealed partial class Gru64;

/// <summary>RTNeural's LSTM of 8.</summary>
[Network, Input(16, 8), Lstm(8, ReturnSequences = true)]
public sealed partial class Lstm8;

/// <summary>RTNeural's LSTM of 16.</summary>
[Network, Input(16, 16), Lstm(16, ReturnSequences = true)]
public sealed partial class Lstm16;

/// <summary>RTNeural's LSTM of 32.</summary>
[Network, Input(16, 32), Lstm(32, ReturnSequences = true)]
public sealed partial class Lstm32;

/// <summary>RTNeural's LSTM of 64.</summary>
[Network, Input(16, 64), Lstm(64, ReturnSequences = true)]
public sealed partial class Lstm64;
