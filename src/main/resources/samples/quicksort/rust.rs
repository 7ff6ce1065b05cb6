/// Sorts `items` in place, ascending, in O(n log n) comparisons on average.
fn quicksort<T: Ord + Copy>(mut items: &mut [T]) {
    while items.len() > 1 {
        let split = partition(items);
        let (left, right) = items.split_at_mut(split);
        // Recursing into the smaller part alone keeps the stack at O(log n).
        if left.len() < right.len() {
            quicksort(left);
            items = right;
        } else {
            quicksort(right);
            items = left;
        }
    }
}

/// Moves what is smaller than a pivot before the rest (Hoare's scheme) and
/// returns where the second part begins. Needs two items or more.
fn partition<T: Ord + Copy>(items: &mut [T]) -> usize {
    let (mut i, mut j) = (0, items.len() - 1);
    let pivot = items[j / 2];
    loop {
        while items[i] < pivot {
            i += 1;
        }
        while items[j] > pivot {
            j -= 1;
        }
        if i >= j {
            return j + 1;
        }
        items.swap(i, j);
        i += 1;
        j -= 1;
    }
}

fn main() {
    let lists = [
        vec![33, 4, 15, 8, 4, -2, 42],
        vec![1, 2, 3],
        vec![5],
        vec![],
    ];
    for mut numbers in lists {
        quicksort(&mut numbers);
        let words: Vec<String> = numbers.iter().map(i32::to_string).collect();
        let list = if words.is_empty() {
            "nothing".to_string()
        } else {
            words.join(" ")
        };
        println!("sorted: {list}");
    }
}
