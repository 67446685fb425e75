package repair

import (
	"encoding/json"
	"math/big"
	"os"
	"testing"

	"detente/effort"
	"detente/order"
)

// rat is an exact number of the oracles: 3 or "3/2".
type rat struct{ *big.Rat }

func (r *rat) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) != nil {
		text = string(b)
	}
	if text == "null" {
		return nil
	}
	r.Rat, _ = new(big.Rat).SetString(text)
	return nil
}

func oracle(t *testing.T, name string, file any) {
	t.Helper()
	b, err := os.ReadFile("../testdata/oracles/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, file); err != nil {
		t.Fatal(err)
	}
}

// even is the symmetric swap of the oracle: both parts cost 1 and bring r.
func even(r, stake *big.Rat) Swap {
	s := Side{Cost: one, Value: r, Stake: stake}
	return Swap{s, s}
}

func TestOracleOfTranches(t *testing.T) {
	var file struct {
		Fewest []struct {
			R, Delta rat
			Steps    int `json:"min_steps_total"`
		} `json:"min_steps"`
		Exposed []struct {
			R, Delta rat
			N        int `json:"n_steps"`
			Least    rat `json:"min_max_exposure"`
		} `json:"min_exposure"`
		Uneven []struct {
			CA, VA, CB, VB, DA, DB rat
			First                  string
			Steps                  int   `json:"min_steps"`
			Cumulative             []any // who and how much
		} `json:"asymmetric"`
		Deliveries []struct {
			C, V, D rat
			Least   int `json:"min_deliveries"`
		} `json:"chunks_with_divisible_payment"`
	}
	oracle(t, "tranches.json", &file)
	if len(file.Fewest) != 30 || len(file.Exposed) != 40 || len(file.Uneven) != 3 || len(file.Deliveries) != 7 {
		t.Fatalf("%d, %d, %d, %d rows", len(file.Fewest), len(file.Exposed), len(file.Uneven), len(file.Deliveries))
	}
	for _, k := range file.Fewest {
		if got, ok := even(k.R.Rat, k.Delta.Rat).Fewest(0); !ok || len(got.Sizes) != k.Steps {
			t.Errorf("r %v, stake %v: %d turns, %v; want %d", k.R, k.Delta, len(got.Sizes), ok, k.Steps)
		}
	}
	// The oracle's exposure is in the party's unit, ours a share of its gain.
	for _, k := range file.Exposed {
		_, got, ok := even(k.R.Rat, k.Delta.Rat).LeastExposed(0, k.N)
		if k.Least.Rat == nil {
			if ok {
				t.Errorf("r %v, stake %v: %d turns are enough", k.R, k.Delta, k.N)
			}
			continue
		}
		want := new(big.Rat).Quo(k.Least.Rat, new(big.Rat).Sub(k.R.Rat, one))
		if !ok || got.Cmp(want) != 0 {
			t.Errorf("r %v, stake %v, %d turns: exposure %v, want %v", k.R, k.Delta, k.N, got, want)
		}
	}
	for _, k := range file.Uneven {
		w := Swap{{k.CA.Rat, k.VA.Rat, k.DA.Rat}, {k.CB.Rat, k.VB.Rat, k.DB.Rat}}
		got, ok := w.Fewest(map[string]int{"A": 0, "B": 1}[k.First])
		if !ok || len(got.Sizes) != k.Steps {
			t.Errorf("%d turns, %v, want %d", len(got.Sizes), ok, k.Steps)
			continue
		}
		done := [2]*big.Rat{new(big.Rat), new(big.Rat)}
		for i, pair := range k.Cumulative {
			who := (got.First + i) % 2
			var want rat
			text, _ := json.Marshal(pair.([]any)[1])
			_ = want.UnmarshalJSON(text)
			if done[who].Add(done[who], got.Sizes[i]); done[who].Cmp(want.Rat) != 0 {
				t.Errorf("turn %d reaches %v, want %v", i+1, done[who], want)
			}
		}
	}
	for _, k := range file.Deliveries {
		if got, ok := Deliveries(k.C.Rat, k.V.Rat, k.D.Rat); !ok || len(got) != k.Least {
			t.Errorf("cost %v, value %v, bond %v: %d deliveries, %v; want %d", k.C, k.V, k.D, len(got), ok, k.Least)
		}
	}
}

func TestOracleOfPayments(t *testing.T) {
	var file struct {
		Instances []struct {
			ID    string
			Steps []struct {
				ID    string
				U     map[string]rat
				After []string
			}
			Stakes   map[string]rat `json:"defection_cost"`
			Expected struct {
				Surplus  rat  `json:"joint_surplus"`
				Peak     rat  `json:"min_peak"`
				Bond     rat  `json:"min_total_D"`
				Feasible bool `json:"feasible_with_payments"`
			}
		}
		Bands struct {
			Price  rat
			S      rat `json:"d_S"`
			D      rat `json:"d_D"`
			Goods  [][3]any
			Order  []string
			Good   []band   `json:"cumulative_payment_interval_during_delivery"`
			Wrong  []string `json:"bad_order"`
			Broken []band   `json:"bad"`
		} `json:"payment_bands"`
	}
	oracle(t, "side_payments.json", &file)
	if len(file.Instances) != 6 {
		t.Fatalf("%d instances", len(file.Instances))
	}
	for _, k := range file.Instances {
		number := map[string]int{}
		for i, s := range k.Steps {
			number[s.ID] = i
		}
		var pairs [][2]int
		worths := map[string][]*big.Rat{}
		for i, s := range k.Steps {
			for _, b := range s.After {
				pairs = append(pairs, [2]int{number[b], i})
			}
			for p := range k.Stakes {
				v := new(big.Rat)
				if u, ok := s.U[p]; ok {
					v = u.Rat
				}
				worths[p] = append(worths[p], v)
			}
		}
		var rows [][]*big.Rat
		stakes := new(big.Rat)
		for p, own := range worths { // sums, in any order
			rows = append(rows, own)
			stakes.Add(stakes, k.Stakes[p].Rat)
		}
		o, _ := order.New(len(k.Steps), pairs)
		got := WithPayments(o, rows, &effort.Budget{Limit: 1000})
		if !got.Proved || got.Peak.Cmp(k.Expected.Peak.Rat) != 0 || got.Bond.Cmp(k.Expected.Bond.Rat) != 0 {
			t.Errorf("%s: peak %v, bond %v, %v; want %v, %v", k.ID, got.Peak, got.Bond, got.Proved, k.Expected.Peak, k.Expected.Bond)
		}
		if feasible := got.Bond.Cmp(stakes) <= 0; feasible != k.Expected.Feasible {
			t.Errorf("%s: feasible %v", k.ID, feasible)
		}
	}
	var seller, buyer []*big.Rat
	place := map[string]int{}
	for i, g := range file.Bands.Goods {
		place[g[0].(string)] = i
		seller = append(seller, big.NewRat(-int64(g[1].(float64)), 1))
		buyer = append(buyer, big.NewRat(int64(g[2].(float64)), 1))
	}
	for _, k := range []struct {
		order []string
		want  []band
		empty bool
	}{{file.Bands.Order, file.Bands.Good, false}, {file.Bands.Wrong, file.Bands.Broken, true}} {
		var sequence []int
		for _, g := range k.order {
			sequence = append(sequence, place[g])
		}
		empty := false
		for i, b := range Bands(sequence, buyer, seller, file.Bands.Price.Rat, file.Bands.D.Rat, file.Bands.S.Rat) {
			empty = empty || b.Empty()
			// The oracle's payments only ever go to the seller.
			if greater(b.Least, new(big.Rat)).Cmp(k.want[i].Min.Rat) != 0 || b.Most.Cmp(k.want[i].Max.Rat) != 0 {
				t.Errorf("%s: paid between %v and %v, want %v and %v", k.order[i], b.Least, b.Most, k.want[i].Min, k.want[i].Max)
			}
		}
		if empty != k.empty {
			t.Errorf("%v: a band is empty: %v", k.order, empty)
		}
	}
}

type band struct {
	Min rat `json:"pay_cum_min"`
	Max rat `json:"pay_cum_max"`
}
